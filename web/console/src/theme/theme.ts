import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from "@mantine/core";

/** The one accent. Shade 8 on white and shade 4 on black both pass AA for text. */
const green: MantineColorsTuple = [
  "#eaf6f1",
  "#d3eae0",
  "#a6d5c2",
  "#76bfa2",
  "#52ad88",
  "#38996f",
  "#23815b",
  "#17704d",
  "#115e40",
  "#094b32",
];

/** "A client is being lost". */
const red: MantineColorsTuple = [
  "#fdeeee",
  "#f8d9d9",
  "#efb1b1",
  "#ec9a9a",
  "#e67f7f",
  "#d95353",
  "#c53a3a",
  "#ad2b2b",
  "#932222",
  "#741717",
];

/** "About to be lost". */
const amber: MantineColorsTuple = [
  "#fdf5e3",
  "#f9e8c3",
  "#f1d08a",
  "#e9b853",
  "#dfa32e",
  "#c68a15",
  "#a66f08",
  "#8a5a02",
  "#714900",
  "#573700",
];

export type Density = "compact" | "comfortable";

/** Where the library's own greys are not ours, or not readable enough (AA). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-text": "#16201c",
    "--mantine-color-dimmed": "#55605b",
    "--mantine-color-placeholder": "#6a746f",
    "--mantine-color-default-border": "#c9cfcc",
  },
  dark: {
    "--mantine-color-body": "#1a1e1c",
    "--mantine-color-text": "#e8ecea",
    "--mantine-color-dimmed": "#a3aeaa",
    "--mantine-color-placeholder": "#98a39e",
    "--mantine-color-default": "#242927",
    "--mantine-color-default-hover": "#2e3532",
    "--mantine-color-default-border": "#434b47",
  },
});

/** `close` is the word on the cross of dialogs and toasts. */
export function themeFor(density: Density, close: string): MantineThemeOverride {
  const size = density === "compact" ? "xs" : "sm";
  const control = { defaultProps: { size } };
  return createTheme({
    colors: { green, red, amber },
    primaryColor: "green",
    primaryShade: { light: 7, dark: 6 },
    defaultRadius: 6,
    fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif",
    fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "16px", xl: "20px" },
    spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
    lineHeights: { xs: "1.35", sm: "1.43", md: "1.43", lg: "1.5", xl: "1.4" },
    headings: {
      fontWeight: "600",
      sizes: { h1: { fontSize: "20px", lineHeight: "28px" }, h2: { fontSize: "14px", lineHeight: "20px" } },
    },
    shadows: {
      xs: "none",
      sm: "none",
      md: "0 4px 16px rgb(0 0 0 / 16%)",
      lg: "0 4px 16px rgb(0 0 0 / 16%)",
      xl: "0 4px 16px rgb(0 0 0 / 16%)",
    },
    respectReducedMotion: true,
    cursorType: "pointer",
    components: {
      Button: control,
      // Red is for clients being lost, not for fields to fill.
      InputWrapper: { styles: { required: { color: "var(--text-2)" } } },
      TextInput: control,
      PasswordInput: control,
      NumberInput: control,
      Textarea: control,
      Select: { defaultProps: { size, comboboxProps: { transitionProps: { duration: 0 } } } },
      MultiSelect: { defaultProps: { size, comboboxProps: { transitionProps: { duration: 0 } } } },
      SegmentedControl: { defaultProps: { size: "sm", transitionDuration: 100 } },
      Modal: {
        defaultProps: {
          transitionProps: { duration: 0 },
          centered: true,
          closeButtonProps: { "aria-label": close },
          styles: { title: { fontWeight: 600, color: "var(--text)" } },
        },
      },
      Notification: {
        defaultProps: {
          closeButtonProps: { "aria-label": close },
          styles: { title: { color: "var(--text)" }, description: { color: "var(--text)" } },
        },
      },
      Menu: { defaultProps: { transitionProps: { duration: 0 } } },
      ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: density === "compact" ? 28 : 36 } },
    },
  });
}
