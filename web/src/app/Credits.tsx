/** The day's credits, at the foot of the navigation. */
import { Box, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { count } from "./format";
import { overviewQuery } from "./overview";

export function Credits() {
  const { t, i18n } = useTranslation();
  const found = useQuery(overviewQuery);
  const known = found.data?.credits ?? [];
  return (
    <Box mt="auto" pt="sm" px={8} className="foot">
      <Text size="xs" c="dimmed">
        {t("frame.credits")}
      </Text>
      {found.isSuccess && !known.length ? <Text size="xs">{t("frame.creditsNone")}</Text> : null}
      {known.map((each) => (
        <Text size="xs" key={each.organisation} title={each.organisation}>
          {t("frame.creditsUsed", { used: count(each.used, i18n.language) })}
          {each.left === null ? "" : ` · ${t("frame.creditsLeft", { left: count(each.left, i18n.language) })}`}
        </Text>
      ))}
    </Box>
  );
}
