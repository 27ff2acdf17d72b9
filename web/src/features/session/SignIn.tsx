import { Alert, Button, PasswordInput, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, Refused, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { sessionQuery } from "../../app/session";
import { Door } from "./Door";

export function SignIn() {
  const { t } = useTranslation();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const session = useQuery(sessionQuery);
  const openid = useQuery({ queryKey: ["openid-offer"], queryFn: () => take(api.GET("/api/openid")) }).data?.label;
  const turnedAway = new URLSearchParams(window.location.search).get("refused");
  const signIn = useMutation({
    mutationFn: () => take(api.POST("/api/session", { body: { email, password, code } })),
    onSuccess: (now) => window.location.assign(now.user?.to_enrol ? "/settings/account" : "/"),
  });
  const refused = signIn.error instanceof Refused ? signIn.error.problem.code : "";
  const second = refused === "second_factor" || refused === "wrong_code" || code !== "";
  return (
    <Door title={t("session.signIn")} onSubmit={() => signIn.mutate()}>
      {session.data?.first_start ? <Text>{t("session.noLink")}</Text> : null}
      {turnedAway ? (
        <Alert color="shu" role="alert">
          {t("security.server.refused", { code: turnedAway.slice(0, 40) })}
        </Alert>
      ) : null}
      {refused === "second_factor" ? null : <FaultAlert error={signIn.error} />}
      <TextInput
        label={t("session.email")}
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t("session.password")}
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {second ? (
        <TextInput
          label={t("security.second.code")}
          description={t("security.second.codeHelp")}
          autoComplete="one-time-code"
          maxLength={40}
          required
          autoFocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      ) : null}
      <Button type="submit" loading={signIn.isPending}>
        {t("session.signIn")}
      </Button>
      {openid ? (
        <Button component="a" href="/api/openid/start" variant="default">
          {t("security.server.signIn", { name: openid })}
        </Button>
      ) : null}
    </Door>
  );
}
