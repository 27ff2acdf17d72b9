/** The records that would be written, old → new, a page at a time. */
import { Badge, Box, Button, Skeleton, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { MoreButton } from "../../app/MoreButton";

type Change = Schemas["ChangeOut"];

const PAGE = 50;
const FEW = 3; // fields of a new record that are shown at first
const COLOURS: Record<string, string> = { create: "matsu", update: "ai", delete: "shu" };

export function Changes(props: { plan: number; kind?: "create" | "update" | "delete"; text: string }) {
  const { t } = useTranslation();
  const found = useInfiniteQuery({
    queryKey: ["changes", props.plan, props.kind, props.text],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/plans/{number}/changes", {
          params: {
            path: { number: props.plan },
            query: { kind: props.kind, text: props.text || undefined, skip: pageParam, limit: PAGE },
          },
        }),
      ),
    getNextPageParam: (page, _, skipped) => (page.more ? skipped + PAGE : undefined),
  });
  const changes = found.data?.pages.flatMap((page) => page.changes) ?? [];
  return (
    <>
      <FaultAlert error={found.error} />
      {found.isPending ? <Skeleton h={160} m="md" /> : null}
      {found.isSuccess && !changes.length ? (
        <Text p="md" c="dimmed">
          {t("plan.noChange")}
        </Text>
      ) : null}
      {changes.map((change) => (
        <ChangeLine key={`${change.task}-${change.kind}-${change.row}-${change.id}`} change={change} />
      ))}
      <MoreButton of={found} label={t("plan.more")} />
    </>
  );
}

/** One line of a plan: what becomes of which record, and the fields. */
export function Line(props: { badge: ReactNode; name: string; under: ReactNode; children: ReactNode }) {
  return (
    <Box className="line">
      <Box>{props.badge}</Box>
      <Box style={{ overflowWrap: "anywhere" }}>
        <Text ff="monospace" size="sm">
          <bdi>{props.name}</bdi>
        </Text>
        <Text size="sm" c="dimmed" component="div">
          {props.under}
        </Text>
      </Box>
      <Box style={{ overflowWrap: "anywhere" }}>{props.children}</Box>
    </Box>
  );
}

export function Mark({ colour, label }: { colour: string; label: string }) {
  return (
    <Badge variant="light" color={colour} autoContrast>
      {label}
    </Badge>
  );
}

/** The value that was there; without one nobody knows it. */
export function Old({ value }: { value: string | null | undefined }) {
  const { t } = useTranslation();
  return <del className="old">{value === undefined ? "?" : value === null ? t("plan.empty") : <bdi>{value}</bdi>}</del>;
}

export function New({ value }: { value: string | null }) {
  const { t } = useTranslation();
  return <ins className="new">{value === null ? t("plan.empty") : <bdi>{value}</bdi>}</ins>;
}

function ChangeLine({ change }: { change: Change }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const fields = Object.keys(change.kind === "delete" ? change.old : change.new);
  const shown = whole ? fields : fields.slice(0, change.kind === "update" ? 8 : FEW);
  return (
    <Line
      badge={<Mark colour={COLOURS[change.kind] ?? "gray"} label={t(`plan.mark.${change.kind as "create"}`)} />}
      name={change.key || change.id || t("plan.row", { row: change.row })}
      under={
        change.id ? (
          <>
            {change.task} ·{" "}
            <Link to="/crm/$module/$id" params={{ module: change.module, id: change.id }} className="link">
              {change.id}
            </Link>
          </>
        ) : (
          change.task
        )
      }
    >
      {shown.map((field) => (
        <FieldLine key={field} change={change} field={field} />
      ))}
      {fields.length > shown.length ? (
        <Button variant="subtle" size="compact-xs" onClick={() => setWhole(true)}>
          {t("plan.moreFields", { count: fields.length - shown.length })}
        </Button>
      ) : null}
      {whole && (change.matched_by || change.old_from) ? (
        <Text size="sm" c="dimmed">
          {change.matched_by ? t("plan.matchedBy", { field: change.matched_by }) : ""}
        </Text>
      ) : null}
    </Line>
  );
}

function FieldLine({ change, field }: { change: Change; field: string }) {
  const { t } = useTranslation();
  const old = change.old[field];
  const gone = change.kind === "delete";
  return (
    <Text component="div">
      <Text span c="dimmed">
        {field}
      </Text>{" "}
      {change.kind === "create" ? null : (
        <>
          <Old value={old} />{" "}
          {gone ? null : "→ "}
        </>
      )}
      {gone ? null : <New value={change.new[field] ?? null} />}
      {change.cannot_tell.includes(field) ? (
        <Text span size="sm" c="dimmed">
          {" "}
          {t("plan.cannotTell")}
        </Text>
      ) : null}
    </Text>
  );
}
