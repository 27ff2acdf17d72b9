/** A job's labels: no part of its definition, and so no version of it. */
import { Badge, Button, Group, TagsInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take, type Schemas } from "../../api/client";
import { FaultAlert } from "../../app/Fault";

export function Labels({ job }: { job: Schemas["JobOut"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [labels, setLabels] = useState(job.labels);
  const jobs = useQuery({ queryKey: ["jobs"], queryFn: () => take(api.GET("/api/jobs")) });
  const known = [...new Set((jobs.data ?? []).flatMap((each) => each.labels))];
  const save = useMutation({
    mutationFn: () => take(api.PUT("/api/jobs/{name}/labels", { params: { path: { name: job.name } }, body: { labels } })),
    onSuccess: (saved) => {
      setLabels(saved.labels);
      queries.setQueryData(["job", job.name], saved);
      void queries.invalidateQueries({ queryKey: ["jobs"] });
    },
  });
  const touched = JSON.stringify(labels) !== JSON.stringify(job.labels);
  return (
    <div>
      <FaultAlert error={save.error} />
      <TagsInput
        label={t("notes.labels")}
        description={t("notes.labelsHelp")}
        inputWrapperOrder={["label", "input", "error", "description"]}
        data={known}
        value={labels}
        maxTags={50}
        onChange={setLabels}
        maw={560}
      />
      {touched ? (
        <Button mt="sm" size="sm" onClick={() => save.mutate()} loading={save.isPending}>
          {t("notes.labelsSave")}
        </Button>
      ) : null}
    </div>
  );
}

export function LabelBadges({ labels }: { labels: string[] }) {
  if (!labels.length) return null;
  return (
    <Group gap={4} mt={4}>
      {labels.map((label) => (
        <Badge key={label} variant="light" color="gray" autoContrast>
          {label}
        </Badge>
      ))}
    </Group>
  );
}
