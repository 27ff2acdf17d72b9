/** Narrows the list below it as one types. */
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function SearchBox({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <TextInput
      aria-label={t("common.search")}
      placeholder={t("common.search")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maw={320}
      mb="md"
    />
  );
}
