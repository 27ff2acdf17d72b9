import { Button, PasswordInput, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { Door } from "./Door";

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
    <Door title={t("session.first")} onSubmit={() => start.mutate()}>
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
    </Door>
  );
}
