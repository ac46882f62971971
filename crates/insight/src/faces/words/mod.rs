//! All the words of the faces, Russian and English side by side. The Russian ones are those of the console.

mod findings;
mod metrics;
mod terms;

pub use findings::{FindingWords, finding, roster};
pub use metrics::{metric, value};
pub use terms::*;
