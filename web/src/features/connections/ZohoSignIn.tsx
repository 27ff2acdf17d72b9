import { Button, Code, CopyButton, Group, PasswordInput, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { faultOf } from "../../app/Fault";
import type { Value } from "./SettingField";

/** The settings that this part of the form draws by itself. */
export const SIGN_IN = new Set(["client_id", "client_secret", "refresh_token", "code", "redirect_uri"]);

/** Signing in to Zoho CRM: each way with its steps beside it. */
export function ZohoSignIn(props: {
  settings: Record<string, Value>;
  error: unknown;
  onChange: (name: string, value: Value) => void;
}) {
  const { t } = useTranslation();
  const { settings, onChange } = props;
  const [way, setWay] = useState(settings["refresh_token"] ? "token" : "code");
  const guide = useQuery({
    queryKey: ["zoho-guide"],
    queryFn: () => take(api.GET("/api/connectors/zoho-crm/guide")),
    staleTime: Infinity,
  });
  const region = String(settings["region"] ?? "US");
  const home = guide.data?.regions.find((each) => each.code === region);
  const scope = guide.data?.scopes["read and write"] ?? "";
  const input = (name: string) => ({
    name,
    error: faultOf(props.error, `settings.${name}`),
    value: settings[name] === "***" ? "" : String(settings[name] ?? ""),
    placeholder: settings[name] === "***" ? t("form.kept") : "",
    autoComplete: "off",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => onChange(name, event.currentTarget.value),
  });
  const client = (
    <Group grow align="flex-start">
      <TextInput label="Client ID" required {...input("client_id")} />
      <PasswordInput label="Client Secret" required={settings["client_secret"] !== "***"} {...input("client_secret")} />
    </Group>
  );
  return (
    <Stack gap="sm">
      <Text fw={560} id="sign-in">
        {t("form.signIn")}{" "}
        <Text span c="shu.6">
          *
        </Text>
      </Text>
      <SegmentedControl
        aria-labelledby="sign-in"
        value={way}
        onChange={(value) => {
          setWay(value);
          onChange(value === "token" ? "code" : "refresh_token", null);
        }}
        data={[
          { value: "code", label: t("form.waySelf") },
          { value: "token", label: t("form.wayToken") },
        ]}
        maw={420}
      />
      {way === "code" ? (
        <>
          <Step number={1}>
            <Text>
              {t("form.step1")}{" "}
              {home ? (
                <a href={home.console} target="_blank" rel="noreferrer" className="link">
                  {home.console}
                </a>
              ) : null}
            </Text>
          </Step>
          <Step number={2}>
            <Text mb={4}>{t("form.step2")}</Text>
            {client}
          </Step>
          <Step number={3}>
            <Text mb={4}>{t("form.step3")}</Text>
            <Group wrap="nowrap">
              <Code style={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>{scope}</Code>
              <CopyButton value={scope}>
                {({ copied, copy }) => (
                  <Button variant="subtle" size="xs" onClick={copy}>
                    {t(copied ? "form.copied" : "form.copy")}
                  </Button>
                )}
              </CopyButton>
            </Group>
          </Step>
          <Step number={4}>
            <PasswordInput label={t("form.step4")} {...input("code")} />
          </Step>
        </>
      ) : (
        <>
          {client}
          <PasswordInput label={t("form.wayToken")} {...input("refresh_token")} />
        </>
      )}
      <Text size="sm" c="dimmed">
        {t("form.practice")}
      </Text>
    </Stack>
  );
}

function Step({ number, children }: { number: number; children: ReactNode }) {
  return (
    <Group align="flex-start" wrap="nowrap" gap="sm">
      <Text fw={600} c="dimmed" w={20} ta="center">
        {number}
      </Text>
      <div style={{ flex: 1, minWidth: 0 }}>{children}</div>
    </Group>
  );
}
