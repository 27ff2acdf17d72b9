import {
  Alert,
  Button,
  Code,
  CopyButton,
  Group,
  PasswordInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
  ThemeIcon,
} from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { faultOf } from "../../app/Fault";
import type { Value } from "./SettingField";

/** The settings that this part of the form draws by itself. */
export const SIGN_IN = new Set(["client_id", "client_secret", "refresh_token", "code", "redirect_uri", "scopes"]);

type Way = "browser" | "code" | "token";
const SETS = ["read and write", "also delete", "read only"] as const;

/** Signing in to Zoho CRM: each of three ways with its steps beside it. */
export function ZohoSignIn(props: {
  connector: Schemas["ConnectorOut"];
  settings: Record<string, Value>;
  error: unknown;
  onChange: (name: string, value: Value) => void;
  ready: boolean;
  busy: boolean;
  onSignIn: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { settings, onChange } = props;
  const language = i18n.language === "ja" ? "ja" : "en";
  const held = settings["refresh_token"] === "***";
  const token = settings["refresh_token"];
  const [chosen, setWay] = useState<Way>();
  const way: Way = chosen ?? (settings["code"] ? "code" : token && !held ? "token" : "browser");
  const guide = useQuery({
    queryKey: ["zoho-guide"],
    queryFn: () => take(api.GET("/api/connectors/zoho-crm/guide")),
    staleTime: Infinity,
  });
  const region = String(settings["region"] ?? "US");
  const home = guide.data?.regions.find((each) => each.code === region);
  const wanted = String(settings["scopes"] ?? "read and write");
  const scope = guide.data?.scopes[wanted] ?? "";
  const title = (name: string) => props.connector.settings.find((each) => each.name === name)?.title[language] ?? name;
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
      <TextInput label={title("client_id")} required {...input("client_id")} />
      <PasswordInput
        label={title("client_secret")}
        required={settings["client_secret"] !== "***"}
        {...input("client_secret")}
      />
    </Group>
  );
  const consoleLink = home ? (
    <a href={home.console} target="_blank" rel="noreferrer" className="link">
      {t("form.console", { region: home.code })} <IconExternalLink size={13} aria-hidden />
    </a>
  ) : null;
  const scopes = (
    <Stack gap={6}>
      <Select
        label={title("scopes")}
        name="scopes"
        value={wanted}
        allowDeselect={false}
        data={SETS.map((each) => ({ value: each, label: t(`form.scopes.${each}`) }))}
        onChange={(value) => onChange("scopes", value)}
      />
      <Copied text={scope} />
    </Stack>
  );
  return (
    <Stack gap="sm">
      <Text fw={560} id="sign-in">
        {t("form.signIn")}{" "}
        <Text span c="shu">
          *
        </Text>
      </Text>
      <SegmentedControl
        aria-labelledby="sign-in"
        value={way}
        onChange={(value) => {
          setWay(value as Way);
          if (value !== "code") onChange("code", null);
          if (value === "code" && !held) onChange("refresh_token", null);
        }}
        data={[
          { value: "browser", label: t("form.wayBrowser") },
          { value: "code", label: t("form.waySelf") },
          { value: "token", label: t("form.wayToken") },
        ]}
        maw={520}
      />
      {way === "browser" ? (
        <>
          <Step number={1}>
            <Text>
              {consoleLink} {t("form.browser1")}
            </Text>
          </Step>
          <Step number={2}>
            <Text mb={4}>{t("form.browser2")}</Text>
            <Copied text={`${window.location.origin}/zoho/callback`} />
          </Step>
          <Step number={3}>
            <Text mb={4}>{t("form.step2")}</Text>
            {client}
          </Step>
          <Step number={4}>{scopes}</Step>
          <Step number={5}>
            <Text mb={6}>{t("form.browser5")}</Text>
            <Button variant="light" loading={props.busy} disabled={!props.ready} onClick={props.onSignIn}>
              {t(held ? "form.signInAgain" : "form.wayBrowser")}
            </Button>
            {held ? (
              <Text size="sm" c="dimmed" mt={4}>
                {t("form.signedIn")}
              </Text>
            ) : null}
          </Step>
        </>
      ) : null}
      {way === "code" ? (
        <>
          <Step number={1}>
            <Text>
              {consoleLink} {t("form.step1")}
            </Text>
          </Step>
          <Step number={2}>
            <Text mb={4}>{t("form.step2")}</Text>
            {client}
          </Step>
          <Step number={3}>
            <Text mb={4}>{t("form.step3")}</Text>
            {scopes}
          </Step>
          <Step number={4}>
            <PasswordInput label={t("form.step4")} {...input("code")} />
          </Step>
        </>
      ) : null}
      {way === "token" ? (
        <>
          <Text size="sm" c="dimmed">
            {t("form.tokenHelp")}
          </Text>
          {client}
          <PasswordInput label={t("form.wayToken")} {...input("refresh_token")} />
          {scopes}
        </>
      ) : null}
      <Alert color="yamabuki" variant="light">
        {t("form.twenty")}
      </Alert>
    </Stack>
  );
}

/** A text to be copied exactly, whole even where it is too long to show. */
function Copied({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <Group wrap="nowrap" gap="xs">
      <Code style={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", flex: 1 }} title={text}>
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button variant="subtle" size="xs" onClick={copy} style={{ flexShrink: 0 }}>
            {t(copied ? "form.copied" : "form.copy")}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}

function Step({ number, children }: { number: number; children: ReactNode }) {
  return (
    <Group align="flex-start" wrap="nowrap" gap="sm">
      <ThemeIcon variant="light" radius="xl" size={20} aria-hidden>
        <Text size="xs" fw={600}>
          {number}
        </Text>
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>{children}</div>
    </Group>
  );
}
