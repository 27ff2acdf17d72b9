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

/** A long list scrolls by itself (see style.css): an area around it could not be reached by the keyboard. */
const LIST = { defaultProps: { withScrollArea: false } };

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
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } }, // focus goes to the first entry; a placeholder is no entry
    Paper: { defaultProps: { withBorder: true, radius: 8 } },
    Select: LIST,
    MultiSelect: LIST,
    TagsInput: LIST,
    Badge: { defaultProps: { tt: "none", radius: 5, miw: "max-content" } },
    TableScrollContainer: { defaultProps: { scrollAreaProps: { offsetScrollbars: false } } }, // else each table ends in a gap
    Table: { defaultProps: { verticalSpacing: 9, horizontalSpacing: 16 } },
  },
});

const HUES = ["ai", "matsu", "shu", "yamabuki"];

/** Coloured text of so many shades, that can be read on the page, on a card and on its own pale ground. */
const coloured = (plain: number, upon: number) =>
  Object.fromEntries(
    HUES.flatMap((name) => [
      [`--mantine-color-${name}-text`, `var(--mantine-color-${name}-${name === "yamabuki" && plain > 5 ? plain + 1 : plain})`],
      [`--mantine-color-${name}-light-color`, `var(--mantine-color-${name}-${upon})`],
    ]),
  );

/** A red ground that white can be read on. */
const red = {
  "--mantine-color-shu-filled": "var(--mantine-color-shu-6)",
  "--mantine-color-shu-filled-hover": "var(--mantine-color-shu-7)",
};

/** The pale grounds of badges and messages. */
const pale = Object.fromEntries(
  HUES.flatMap((name) => [
    [`--mantine-color-${name}-light`, `var(--mantine-color-${name}-0)`],
    [`--mantine-color-${name}-light-hover`, `var(--mantine-color-${name}-1)`],
  ]),
);

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#fafbfc",
    "--mantine-color-text": "#171b22",
    "--mantine-color-dimmed": "#5d6572",
    "--mantine-color-default-border": "#e4e7ec",
    "--card": "#ffffff",
    ...coloured(6, 7),
    ...pale,
    ...red,
  },
  dark: {
    "--mantine-color-body": "#12151b",
    "--mantine-color-text": "#e7eaf0",
    "--mantine-color-anchor": "#b5cae8",
    "--mantine-color-dimmed": "#a3abb8",
    "--mantine-color-default-border": "#2a303a",
    "--card": "#191d25",
    ...coloured(3, 2),
    ...red,
  },
});
