/** A help text: paragraphs, headings, lists, `code` and **strong**; nothing more is needed. */
import { List, Text, Title } from "@mantine/core";
import { Fragment, type ReactNode } from "react";

export function Prose({ text }: { text: string }) {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((block, index) => <Block key={index} block={block} />);
}

function Block({ block }: { block: string }) {
  if (block.startsWith("## "))
    return (
      <Title order={2} mt="md" mb={4}>
        {block.slice(3)}
      </Title>
    );
  const lines = block.split("\n");
  const numbered = lines.every((line) => /^\d+\. /.test(line));
  if (numbered || lines.every((line) => line.startsWith("- ")))
    return (
      <List type={numbered ? "ordered" : "unordered"} spacing={4} mb="sm">
        {lines.map((line, index) => (
          <List.Item key={index}>{marked(line.replace(/^(\d+\.|-) /, ""))}</List.Item>
        ))}
      </List>
    );
  return <Text mb="sm">{marked(lines.join("\n"))}</Text>;
}

function marked(text: string): ReactNode[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part, index) => {
    if (part.startsWith("`")) return <code key={index}>{part.slice(1, -1)}</code>;
    if (part.startsWith("**")) return <strong key={index}>{part.slice(2, -2)}</strong>;
    return <Fragment key={index}>{part}</Fragment>;
  });
}
