/** What fetches the next page of a list, as long as there is one. */
import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

export function MoreButton({ of, label }: { of: Paged; label?: string }) {
  const { t } = useTranslation();
  if (!of.hasNextPage) return null;
  return (
    <Group justify="center" p="md">
      <Button variant="default" onClick={() => void of.fetchNextPage()} loading={of.isFetchingNextPage}>
        {label ?? t("common.more")}
      </Button>
    </Group>
  );
}
