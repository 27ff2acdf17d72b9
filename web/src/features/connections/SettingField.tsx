import { NumberInput, PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";

export type Setting = Schemas["FormSetting"];
export type Value = string | number | boolean | null | undefined;

/** How a choice is shown where its name alone would not do. */
const CHOICES = ["production", "sandbox", "developer"] as const;
const HOSTS: Record<string, string> = {
  US: "zoho.com",
  EU: "zoho.eu",
  IN: "zoho.in",
  AU: "zoho.com.au",
  JP: "zoho.jp",
  CN: "zoho.com.cn",
  CA: "zohocloud.ca",
  SA: "zoho.sa",
  UK: "zoho.uk",
  AE: "zoho.ae",
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
  const label = setting.title[language];
  const shown = (choice: string) => {
    const known = CHOICES.find((each) => each === choice);
    return known ? t(`form.environments.${known}`) : choice;
  };
  const common = {
    label,
    description: setting.help[language],
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
        styles={{ body: { justifyContent: "space-between" }, label: { fontWeight: 560 } }}
      />
    );
  if (setting.choices.length)
    return (
      <Select
        {...common}
        withAsterisk={!setting.advanced && !setting.shown_when}
        data={setting.choices.map((choice) => ({
          value: choice,
          label: [
            shown(choice),
            setting.name === "region" && HOSTS[choice] ? `(${HOSTS[choice]})` : "",
            choice === setting.default && setting.name !== "region" ? `(${t("form.default")})` : "",
          ]
            .filter(Boolean)
            .join(" "),
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
  const toggle = { visibilityToggleButtonProps: { "aria-label": t("form.showSecret") } };
  return (
    <Input
      {...common}
      {...(setting.type === "secret" ? toggle : {})}
      value={typeof value === "string" ? (value === "***" ? "" : value) : ""}
      placeholder={value === "***" ? t("form.kept") : setting.example}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
