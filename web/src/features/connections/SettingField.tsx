import { NumberInput, PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";

export type Setting = Schemas["FormSetting"];
export type Value = string | number | boolean | null | undefined;

/** How a choice is shown where its name alone would not do. */
const ENVIRONMENTS = ["production", "sandbox", "developer"] as const;
const SCOPES = ["read only", "read and write", "also delete"] as const;
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

/** An example as somebody types it into a form: without a file's quotes, and none that names a variable. */
function plain(example: string): string {
  const typed = / with (.+)$/.exec(example)?.[1] ?? example.replace(/^"|"$/g, "");
  return typed.startsWith("${") ? "" : typed;
}

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
    const environment = ENVIRONMENTS.find((each) => each === choice);
    const scopes = SCOPES.find((each) => each === choice);
    return environment ? t(`form.environments.${environment}`) : scopes ? t(`form.scopes.${scopes}`) : choice;
  };
  const beside = (said: string) => (language === "ja" ? `（${said}）` : ` (${said})`);
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
            setting.name === "region" && HOSTS[choice] ? beside(HOSTS[choice]) : "",
            choice === setting.default && setting.name !== "region" ? beside(t("form.default")) : "",
          ].join(""),
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
      placeholder={value === "***" ? t("form.kept") : plain(setting.example)}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
