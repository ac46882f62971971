//! A drawing: shapes in points from the upper left corner, before anybody decides whether they become SVG or PDF.

/// What a shape means; the face gives it a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Text.
    Ink,
    /// Secondary text.
    Dim,
    /// Rules and empty cells.
    Faint,
    /// A client is being lost.
    Red,
    /// What is not a loss after all.
    Grey,
    /// Ours, and good.
    Green,
    /// A cell of the picture of hours: 0 = none … 4 = the most.
    Heat(u8),
    /// Text upon the strongest cells.
    OnHeat,
}

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Begins there.
    Left,
    /// Its middle is there.
    Middle,
    /// Ends there.
    Right,
}

/// A text in a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Where, on the base line.
    pub x: f32,
    /// See `x`.
    pub y: f32,
    /// Size of the letters.
    pub size: f32,
    /// How it stands.
    pub align: Align,
    /// Whether it is bold.
    pub bold: bool,
    /// What it means.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// A rectangle.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Left.
    pub x: f32,
    /// Top.
    pub y: f32,
    /// Size.
    pub width: f32,
    /// See `width`.
    pub height: f32,
    /// Of the corners.
    pub radius: f32,
    /// What it means.
    pub tone: Tone,
}

/// One shape.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A filled rectangle.
    Block(Block),
    /// A text.
    Label(Label),
}

/// Shapes on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// Size of the sheet.
    pub width: f32,
    /// See `width`.
    pub height: f32,
    /// What it shows, for those who cannot see it.
    pub said: String,
    /// In the order they are laid.
    pub shapes: Vec<Shape>,
}

impl Drawing {
    /// An empty sheet.
    pub fn new(width: f32, said: String) -> Self {
        Self { width, height: 0.0, said, shapes: Vec::new() }
    }

    /// Lays a rectangle.
    pub fn block(&mut self, [x, y, width, height]: [f32; 4], radius: f32, tone: Tone) {
        self.shapes.push(Shape::Block(Block { x, y, width, height, radius, tone }));
    }

    /// Writes a text.
    pub fn label(&mut self, label: Label) {
        self.shapes.push(Shape::Label(label));
    }
}

impl Label {
    /// A text of the ordinary size, beginning at the point.
    pub fn at(x: f32, y: f32, text: impl Into<String>) -> Self {
        Self { x, y, size: 11.0, align: Align::Left, bold: false, tone: Tone::Ink, text: text.into() }
    }

    /// Stands so.
    pub fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// Bold.
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// Means that.
    pub fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// Of that size.
    pub fn sized(self, size: f32) -> Self {
        Self { size, ..self }
    }
}
