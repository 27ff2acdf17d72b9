import { Alert, Button, FileButton, Group, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "../../api/client";
import { FaultAlert } from "../../app/Fault";
import { count } from "../../app/format";

const MEGABYTE = 1 << 20;

/** A source file from the reader's own computer, beside naming a path on the server. */
export function UploadButton({ onPath }: { onPath: (path: string) => void }) {
  const { t, i18n } = useTranslation();
  const [tooLarge, setTooLarge] = useState<string>();
  const limit = useQuery({
    queryKey: ["upload-limit"],
    queryFn: async () => (await take(api.GET("/api/uploads", { params: { query: { limit: 1 } } }))).limit_bytes,
  });
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
  const choose = (file: File | null) => {
    if (!file) return;
    if (limit.data !== undefined && file.size > limit.data) {
      upload.reset(); // said before anything is sent: a server that refuses midway only breaks the line
      const [size, most] = [file.size, limit.data].map((bytes) => count(Math.round(bytes / MEGABYTE), i18n.language));
      setTooLarge(t("form.tooLarge", { name: file.name, size, most }));
      return;
    }
    setTooLarge(undefined);
    upload.mutate(file);
  };
  return (
    <div>
      {tooLarge ? (
        <Alert color="shu" mb="md" role="alert">
          {tooLarge}
        </Alert>
      ) : null}
      <FaultAlert error={upload.error} />
      <Group gap="sm">
        <FileButton onChange={choose}>
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
