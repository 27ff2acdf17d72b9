/** A session that ended in mid-edit: one signs in over the page, and nothing typed is lost. */
import { Anchor, Button, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, Refused, SIGNED_OUT, take } from "../api/client";
import { FaultAlert } from "./Fault";
import { remember, useSession } from "./session";

export function SignInAgain() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const email = useSession()?.user?.email ?? "";
  const [ended, setEnded] = useState(false);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  useEffect(() => {
    const hear = () => setEnded(true);
    window.addEventListener(SIGNED_OUT, hear);
    return () => window.removeEventListener(SIGNED_OUT, hear);
  }, []);
  const signIn = useMutation({
    mutationFn: async () => remember(await take(api.POST("/api/session", { body: { email, password, code } }))),
    onSuccess: (session) => {
      queries.setQueryData(["session"], session);
      void queries.invalidateQueries();
      setEnded(false);
      setPassword("");
      setCode("");
      notifications.show({ message: t("frame.back"), color: "matsu" });
    },
  });
  const refused = signIn.error instanceof Refused ? signIn.error.problem.code : "";
  const second = refused === "second_factor" || refused === "wrong_code" || code !== "";
  return (
    <Modal
      opened={ended && email !== ""}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={t("frame.expired")}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <Stack gap="md">
          <Text>{t("frame.expiredHelp")}</Text>
          {refused === "second_factor" ? null : <FaultAlert error={signIn.error} />}
          <TextInput label={t("session.email")} value={email} readOnly autoComplete="username" />
          <PasswordInput
            label={t("session.password")}
            autoComplete="current-password"
            required
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {second ? (
            <TextInput
              label={t("frame.code")}
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          ) : null}
          <Button type="submit" loading={signIn.isPending}>
            {t("frame.goOn")}
          </Button>
          <Anchor href="/sign-in" size="sm">
            {t("frame.leave")}
          </Anchor>
        </Stack>
      </form>
    </Modal>
  );
}
