import { Box, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { diff } from "./diff";

const AROUND = 2; // lines that stay, shown before and after one that changes

export function Diff({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation();
  const lines = diff(before, after);
  const changed = lines.map((line) => line.kind !== "same");
  if (!changed.includes(true)) return <Text c="dimmed">{t("definition.same")}</Text>;
  const near = lines.map((_, at) => changed.slice(Math.max(0, at - AROUND), at + AROUND + 1).includes(true));
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {t("definition.lines", {
          added: lines.filter((line) => line.kind === "new").length,
          removed: lines.filter((line) => line.kind === "old").length,
        })}
      </Text>
      <Box className="diff" component="pre" tabIndex={0}>
        {lines.map((line, at) =>
          near[at] ? (
            <div key={at} className={line.kind}>
              {line.kind === "same" ? "  " : line.kind === "old" ? "- " : "+ "}
              {line.text}
            </div>
          ) : near[at - 1] ? (
            <div key={at} className="same">
              …
            </div>
          ) : null,
        )}
      </Box>
    </>
  );
}
