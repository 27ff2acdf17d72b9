/** A dialog that asks before something is done: what is lost is named, and Escape leaves all as it is. */
import { Button, Group, Modal, Stack, type ModalProps } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FaultAlert } from "./Fault";

export interface Asked {
  opened: boolean;
  title: string;
  onClose: () => void;
  error?: unknown;
  children?: ReactNode;
  size?: ModalProps["size"];
  /** What leaves it, if not "Cancel". */
  back?: string;
  /** What is done; without it the dialog only tells. */
  act?: { label: string; colour?: string; busy: boolean; disabled?: boolean; focused?: boolean; go: () => void };
}

export function Ask({ opened, title, onClose, error, children, size, back, act }: Asked) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={size}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          act?.go();
        }}
      >
        <Stack>
          <FaultAlert error={error} />
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {back ?? t(act ? "common.cancel" : "common.close")}
            </Button>
            {act ? (
              <Button
                type="submit"
                color={act.colour}
                disabled={act.disabled}
                loading={act.busy}
                data-autofocus={act.focused || undefined}
              >
                {act.label}
              </Button>
            ) : null}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
