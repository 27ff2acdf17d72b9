import { Button, FileButton, Group, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";

/** A source file from the reader's own computer, beside naming a path on the server. */
export function UploadButton({ onPath }: { onPath: (path: string) => void }) {
  const { t } = useTranslation();
  const upload = useMutation({
    mutationFn: (file: File) =>
      take(
        api.POST("/api/uploads", {
          params: { query: { name: file.name } },
          body: file as never, // sent as it is, piece by piece
          bodySerializer: (body) => body as never,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    onSuccess: (found) => onPath(found.path),
  });
  return (
    <div>
      <FaultAlert error={upload.error} />
      <Group gap="sm">
        <FileButton onChange={(file) => file && upload.mutate(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconUpload size={16} aria-hidden />}
              loading={upload.isPending}
            >
              {t("form.upload")}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" aria-live="polite">
          {upload.data ? t("form.uploaded", { name: upload.data.name }) : t("form.uploadHelp")}
        </Text>
      </Group>
    </div>
  );
}
