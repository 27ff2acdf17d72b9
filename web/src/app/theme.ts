/** The look: tokens of the house, carried into the component library. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const ai: MantineColorsTuple = [
  "#eef3fa", "#dae5f4", "#b5cae8", "#8dadda", "#5a85c4", "#2b5ca8", "#234b8b", "#1c3c70", "#162f58", "#10223f",
];
const matsu: MantineColorsTuple = [
  "#eaf5f0", "#d2eae0", "#a6d5c2", "#76bda2", "#479f80", "#2c8567", "#20735a", "#195b47", "#124536", "#0b2f25",
];
const shu: MantineColorsTuple = [
  "#fdf0ec", "#fadcd3", "#f4b5a5", "#ec8a73", "#e06547", "#d14c2e", "#c23d22", "#9c301a", "#772413", "#52180d",
];
const yamabuki: MantineColorsTuple = [
  "#fdf6e3", "#faeabf", "#f4d683", "#ecc04a", "#dda71f", "#b88400", "#a06f00", "#8a5d00", "#6b4800", "#4a3200",
];

const SANS =
  '"Inter","Noto Sans CJK JP","Noto Sans JP","Hiragino Sans","Yu Gothic UI","Meiryo",system-ui,sans-serif';
const MONO = '"JetBrains Mono","DejaVu Sans Mono",ui-monospace,monospace';

/** Greys of the dark theme, of the same hue as its ground; the library's own are brownish beside it. */
const dark: MantineColorsTuple = [
  ...(["#e7eaf0", "#c3c9d4", "#a3abb8", "#929baa", "#3a424e"] as const),
  ...(["#2f3641", "#212731", "#191d25", "#151920", "#12151b"] as const),
];

export const theme = createTheme({
  respectReducedMotion: true,
  colors: { ai, matsu, shu, yamabuki, dark },
  primaryColor: "ai",
  primaryShade: { light: 5, dark: 5 },
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  headings: { fontFamily: SANS, fontWeight: "650", sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "14px" } } },
  defaultRadius: 6,
  cursorType: "pointer",
  components: {
    TextInput: { defaultProps: { size: "sm" } },
    Button: { defaultProps: { size: "sm" } },
    ModalHeader: { defaultProps: { role: "presentation" } }, // else it counts as a second head of the page
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
    Paper: { defaultProps: { withBorder: true, radius: 8 } },
    Table: { defaultProps: { verticalSpacing: 9, horizontalSpacing: 16 } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#fafbfc",
    "--mantine-color-text": "#171b22",
    "--mantine-color-dimmed": "#5d6572",
    "--mantine-color-default-border": "#e4e7ec",
    "--card": "#ffffff",
  },
  dark: {
    "--mantine-color-body": "#12151b",
    "--mantine-color-text": "#e7eaf0",
    "--mantine-color-anchor": "#b5cae8",
    "--mantine-color-dimmed": "#a3abb8",
    "--mantine-color-default-border": "#2a303a",
    "--card": "#191d25",
  },
});
