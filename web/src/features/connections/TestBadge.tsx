import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";

/** How the last test of a connection ended. */
export function TestBadge({ connection }: { connection: Schemas["ConnectionOut"] }) {
  const { t } = useTranslation();
  const [colour, text] = connection.draft
    ? ["gray", t("form.isDraft")]
    : connection.passed === null
      ? ["gray", t("form.notTested")]
      : connection.passed
        ? ["matsu", t("form.passed")]
        : ["shu", t("form.failed")];
  return (
    <Badge variant="light" color={colour} autoContrast>
      {text}
    </Badge>
  );
}
