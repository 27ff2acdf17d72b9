/** The head of a column of buttons: said to those who hear the page, and not shown. */
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function ActionsHead() {
  const { t } = useTranslation();
  return (
    <Table.Th>
      <span className="skip">{t("common.actions")}</span>
    </Table.Th>
  );
}
