import { Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { LanguageLinks } from "./SignIn";

export function FirstStart() {
  const { t, i18n } = useTranslation();
  const [form, setForm] = useState({ email: "", name: "", password: "" });
  const token = window.location.hash.slice(1);
  const start = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/first-start", {
          body: { ...form, token, language: i18n.language === "ja" ? "ja" : "en" },
        }),
      ),
    onSuccess: () => window.location.assign("/"),
  });
  const field = (name: keyof typeof form) => ({
    required: true,
    value: form[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setForm((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper p="xl" w={440} className="card">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            start.mutate();
          }}
        >
          <Stack gap="md">
            <Title order={1}>{t("session.first")}</Title>
            <Text c="dimmed">{token ? t("session.firstHelp") : t("session.noLink")}</Text>
            <FaultAlert error={start.error} />
            <TextInput label={t("session.name")} autoComplete="name" {...field("name")} />
            <TextInput label={t("session.email")} type="email" autoComplete="username" {...field("email")} />
            <PasswordInput
              label={t("session.password")}
              description={t("session.passwordHelp")}
              autoComplete="new-password"
              minLength={12}
              {...field("password")}
            />
            <Button type="submit" loading={start.isPending} disabled={!token}>
              {t("session.create")}
            </Button>
            <LanguageLinks />
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
