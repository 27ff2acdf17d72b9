/** A password, set by whoever holds a one-time link. */
import { Button, PasswordInput, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { Door } from "./Door";

export function Welcome() {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const token = window.location.hash.slice(1);
  const set = useMutation({
    mutationFn: () => take(api.POST("/api/welcome", { body: { token, password } })),
    onSuccess: (now) => window.location.assign(now.user ? "/" : "/sign-in"),
  });
  return (
    <Door title={t("security.welcome.title")} onSubmit={() => set.mutate()}>
      <Text c="dimmed">{t(token ? "security.welcome.help" : "security.welcome.noLink")}</Text>
      <FaultAlert error={set.error} />
      <PasswordInput
        label={t("session.password")}
        description={t("session.passwordHelp")}
        autoComplete="new-password"
        minLength={12}
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" loading={set.isPending} disabled={!token}>
        {t("security.welcome.set")}
      </Button>
    </Door>
  );
}
