import { NumberInput, PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";

export type Setting = Schemas["FormSetting"];
export type Value = string | number | boolean | null | undefined;

const LABELS: Record<string, "form.api_type" | "form.use_coql"> = {
  api_type: "form.api_type",
  use_coql: "form.use_coql",
};

/** One setting of a connector, drawn from its specification. */
export function SettingField(props: {
  setting: Setting;
  value: Value;
  error?: string | undefined;
  onChange: (value: Value) => void;
}) {
  const { t, i18n } = useTranslation();
  const { setting, value, onChange } = props;
  const language = i18n.language === "ja" ? "ja" : "en";
  const known = LABELS[setting.name];
  const label = known ? t(known) : setting.title[language];
  const common = {
    label,
    description: setting.name === "use_coql" ? t("form.useCoqlHelp") : setting.help[language],
    inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[],
    error: props.error,
    required: setting.required,
    name: setting.name,
  };
  if (setting.type === "boolean")
    return (
      <Switch
        label={t("common.optional", { label })}
        description={common.description}
        error={props.error}
        checked={(value ?? setting.default) === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
        labelPosition="left"
      />
    );
  if (setting.choices.length)
    return (
      <Select
        {...common}
        data={setting.choices.map((choice) => ({
          value: choice,
          label: choice === setting.default ? `${choice} (${t("form.default")})` : choice,
        }))}
        value={String(value ?? setting.default ?? "")}
        onChange={onChange}
        allowDeselect={false}
      />
    );
  if (setting.type === "integer")
    return (
      <NumberInput
        {...common}
        value={typeof value === "number" ? value : ""}
        placeholder={setting.default === null ? "" : String(setting.default)}
        onChange={(given) => onChange(given === "" ? null : Number(given))}
        min={setting.minimum ?? undefined}
        max={setting.maximum ?? undefined}
      />
    );
  const Input = setting.type === "secret" ? PasswordInput : TextInput;
  return (
    <Input
      {...common}
      value={typeof value === "string" ? (value === "***" ? "" : value) : ""}
      placeholder={value === "***" ? t("form.kept") : setting.example}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
