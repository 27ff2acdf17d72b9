/** What is at work, followed event by event; a lost connection is taken up again by the browser. */
import { useEffect, useState } from "react";

export interface LiveTask {
  task: string;
  phase: string;
  done: number;
  total: number | null;
  credits: number;
  calls: number;
  message: string;
  counts: Record<string, number>;
}

export interface Live {
  state: string;
  run: number | null;
  tasks: LiveTask[];
  ended: boolean;
  cause: string;
  lost: boolean;
}

const NOTHING: Live = { state: "waiting", run: null, tasks: [], ended: false, cause: "", lost: false };

export function useLive(ticket: number | null): Live {
  const [live, setLive] = useState<Live>(NOTHING);
  useEffect(() => {
    if (ticket === null) return;
    setLive(NOTHING);
    const events = new EventSource(`/api/tickets/${ticket}/events`);
    events.addEventListener("progress", (event) => {
      const said = JSON.parse((event as MessageEvent<string>).data) as Partial<Live>;
      setLive((before) => ({ ...before, ...said, lost: false }));
    });
    events.addEventListener("end", (event) => {
      const said = JSON.parse((event as MessageEvent<string>).data) as { run: number | null; cause: string };
      setLive((before) => ({ ...before, ...said, ended: true, state: "ended", lost: false }));
      events.close();
    });
    events.onerror = () => setLive((before) => ({ ...before, lost: !before.ended }));
    return () => events.close();
  }, [ticket]);
  return live;
}
