import { Box, Button, Group, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";

/** Each check with its result, how long it took, and what to do. */
export function TestReport({
  report,
  onOffer,
}: {
  report: Schemas["CheckOut"][];
  onOffer?: (settings: Record<string, string>) => void;
}) {
  const { t, i18n } = useTranslation();
  const japanese = i18n.language === "ja";
  return (
    <Box component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {report.map((check, place) => {
        const message = (japanese && check.message_ja) || check.message;
        const nextStep = (japanese && check.next_step_ja) || check.next_step;
        const [colour, Icon] =
          check.ok === null
            ? (["yamabuki", IconAlertTriangle] as const)
            : check.ok
              ? (["matsu", IconCheck] as const)
              : (["shu", IconX] as const);
        return (
          <Group
            key={place}
            component="li"
            align="flex-start"
            wrap="nowrap"
            p="sm"
            style={{ borderTop: "1px solid var(--mantine-color-default-border)" }}
          >
            <ThemeIcon variant="light" color={colour} size="md" radius={6}>
              <Icon size={16} aria-label={check.ok === null ? "?" : check.ok ? "OK" : "×"} />
            </ThemeIcon>
            <Box style={{ flex: 1, minWidth: 0 }}>
              <Text fw={600}>{t(`form.check.${check.name}` as "form.check.token")}</Text>
              <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                {message}
              </Text>
              {nextStep ? (
                <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                  {nextStep}
                </Text>
              ) : null}
              {onOffer && check.offer?.["region"] ? (
                <Button variant="light" size="compact-sm" mt={4} onClick={() => onOffer(check.offer ?? {})}>
                  {t("form.foundIn", { region: check.offer["region"] })}
                </Button>
              ) : null}
              {Object.entries(check.paste).map(([purpose, scopes]) => (
                <Text key={purpose} size="xs" mt={4} component="div">
                  {t(`form.scopes.${purpose}` as "form.scopes.read only")}
                  <Box component="pre" m={0} tabIndex={0} style={{ overflowX: "auto", userSelect: "all" }}>
                    {scopes}
                  </Box>
                </Text>
              ))}
              {check.seconds >= 0.01 ? (
                <Text size="xs" c="dimmed">
                  {t("form.seconds", { seconds: check.seconds.toFixed(2) })}
                </Text>
              ) : null}
            </Box>
          </Group>
        );
      })}
    </Box>
  );
}
