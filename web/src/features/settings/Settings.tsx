import { Paper, Select, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "../../app/session";
import { speak } from "../../texts";
import { SettingsPage } from "./SettingsPage";

export function Settings() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  return (
    <SettingsPage>
      <Stack gap="md">
        <Paper className="card" p="md">
          <Select
            label={t("settings.language")}
            data={[
              { value: "en", label: "English" },
              { value: "ja", label: "日本語" },
            ]}
            value={i18n.language}
            onChange={(value) => speak(value === "ja" ? "ja" : "en")}
            allowDeselect={false}
            maw={280}
          />
        </Paper>
        <Paper className="card" p="md">
          <Title order={2} mb="xs">
            {t("settings.about")}
          </Title>
          <Text>
            {t("app.name")} {session?.version}
          </Text>
        </Paper>
      </Stack>
    </SettingsPage>
  );
}
