import { Button, Group, Text } from "@mantine/core";
import { IconSchool } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";

/** One click to the Zoho CRM that comes with Hakobu; no account is needed. */
export function PracticeButton({ onSettings }: { onSettings: (settings: Record<string, string>) => void }) {
  const { t } = useTranslation();
  const start = useMutation({
    mutationFn: () => take(api.POST("/api/practice")),
    onSuccess: (found) => onSettings(found.settings),
  });
  return (
    <div>
      <FaultAlert error={start.error} />
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconSchool size={16} aria-hidden />}
          loading={start.isPending}
          onClick={() => start.mutate()}
        >
          {t("form.practice")}
        </Button>
        <Text size="sm" c="dimmed" flex={1} miw={200} aria-live="polite">
          {t(start.isSuccess ? "form.practiceReady" : "form.practiceHelp")}
        </Text>
      </Group>
    </div>
  );
}
