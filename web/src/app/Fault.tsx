/** What the API refused, in its own words, with what to do next. */
import { Alert, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Refused } from "../api/client";

export function FaultAlert({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (!error) return null;
  const problem = error instanceof Refused ? error.problem : undefined;
  const faults = problem?.faults ?? [];
  return (
    <Alert color="shu" icon={<IconAlertTriangle aria-hidden />} title={t("common.failed")} role="alert" mb="md">
      <Text size="md">{problem ? problem.detail || problem.title : error instanceof TypeError ? t("common.noServer") : String(error)}</Text>
      {problem?.next_step ? <Text size="md">{problem.next_step}</Text> : null}
      {faults.length > 0 ? (
        <List size="md" mt="xs">
          {faults.map((fault, index) => (
            <List.Item key={index}>
              {fault.line ? `${t("common.line", { line: fault.line })}: ` : ""}
              {fault.path ? <code>{fault.path}</code> : null} {fault.message}{" "}
              {fault.valid && fault.valid.length > 0
                ? t("common.valid", { values: fault.valid.slice(0, 12).join(", ") })
                : ""}{" "}
              {fault.next_step}
            </List.Item>
          ))}
        </List>
      ) : null}
    </Alert>
  );
}

/** The faults of one field of a form, by the path that the API gives. */
export function faultOf(error: unknown, path: string): string | undefined {
  if (!(error instanceof Refused)) return undefined;
  const found = (error.problem.faults ?? []).find((fault) => fault.path === path);
  return found ? [found.message, found.next_step].filter(Boolean).join(" ") : undefined;
}
