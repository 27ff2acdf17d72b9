/** Names, in the reader's language, of the buttons that the component library draws by itself. */
import { MantineThemeProvider } from "@mantine/core";
import { useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

export function Named({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const theme = useMemo(() => {
    const named = { defaultProps: { closeButtonProps: { "aria-label": t("common.close") } } };
    const seen = { defaultProps: { visibilityToggleButtonProps: { "aria-label": t("form.showSecret") } } };
    return { components: { Modal: named, Notification: named, PasswordInput: seen } };
  }, [t]);
  return <MantineThemeProvider theme={theme}>{children}</MantineThemeProvider>;
}
