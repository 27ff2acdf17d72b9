/** Where one says which record one wants to know about. */
import { Button, Paper, Stack, TextInput, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { AsCommand } from "../../app/AsCommand";
import { Page } from "../../app/Page";
import { placeOf } from "./life";

export function Crm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [address, setAddress] = useState("");
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const place = placeOf(address);
  const module = place?.module ?? typed.trim();
  const id = place?.id ?? address.trim();
  const show = (event: FormEvent) => {
    event.preventDefault();
    if (!/^\d{6,30}$/.test(id) || !/^\w+$/.test(module)) setWrong(true);
    else void navigate({ to: "/crm/$module/$id", params: { module, id } });
  };
  return (
    <Page title={t("record.crm")} sub={t("record.sub")}>
      <Paper className="card" p="md" maw={640}>
        <Title order={2} mb="sm">
          {t("record.find")}
        </Title>
        <form onSubmit={show} noValidate>
          <Stack gap="md">
            <TextInput
              label={t("record.address")}
              description={t("record.addressHelp")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              value={address}
              onChange={(event) => {
                setAddress(event.currentTarget.value);
                setWrong(false);
              }}
              error={wrong && !/^\d{6,30}$/.test(id) ? t("record.noId") : undefined}
              required
            />
            <TextInput
              label={t("record.module")}
              description={t("record.moduleHelp")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              value={place?.module ?? typed}
              readOnly={place !== undefined}
              onChange={(event) => setTyped(event.currentTarget.value)}
              error={wrong && !/^\w+$/.test(module) ? t("common.required") : undefined}
              required
            />
            <div>
              <Button type="submit">{t("record.show")}</Button>
            </div>
          </Stack>
        </form>
      </Paper>
      <AsCommand commands={[{ what: t("record.title"), line: `hakobu explain ${module || "MODULE"} ${id || "ID"}` }]} />
    </Page>
  );
}
