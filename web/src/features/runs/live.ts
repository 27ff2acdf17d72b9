/** What is at work, followed event by event; a lost connection is taken up again, also after a restart. */
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

/** How fast a task goes: since when its phase was watched, and from how many rows on. */
export interface Pace {
  phase: string;
  at: number;
  done: number;
  rate: number;
}

export interface Live {
  state: string;
  run: number | null;
  tasks: LiveTask[];
  paces: Record<string, Pace>;
  rates: number[];
  ended: boolean;
  cause: string;
  code: string;
  lost: boolean;
}

const NOTHING: Live = {
  state: "waiting", run: null, tasks: [], paces: {}, rates: [], ended: false, cause: "", code: "", lost: false,
};
const AGAIN = 1_500; // milliseconds until a lost connection is tried again
const DRAWN = 60; // points of the chart

export function useLive(ticket: number | null): Live {
  const [live, setLive] = useState<Live>(NOTHING);
  useEffect(() => {
    if (ticket === null) return;
    setLive(NOTHING);
    let events: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      events = new EventSource(`/api/tickets/${ticket}/events?lang=${document.documentElement.lang === "ja" ? "ja" : "en"}`);
      events.addEventListener("progress", (event) => {
        const said = JSON.parse((event as MessageEvent<string>).data) as Pick<Live, "state" | "run" | "tasks">;
        setLive((before) => ({ ...before, ...said, ...pacesOf(before, said.tasks), lost: false }));
      });
      events.addEventListener("end", (event) => {
        const said = JSON.parse((event as MessageEvent<string>).data) as Pick<Live, "run" | "cause" | "code">;
        setLive((before) => ({ ...before, ...said, ended: true, state: "ended", lost: false }));
        events.close();
      });
      events.onerror = () => {
        events.close(); // a browser gives up by itself where nobody listens; a restart takes a while
        setLive((before) => ({ ...before, lost: !before.ended }));
        timer = setTimeout(follow, AGAIN);
      };
    };
    follow();
    return () => {
      clearTimeout(timer);
      events.close();
    };
  }, [ticket]);
  return live;
}

function pacesOf(before: Live, tasks: LiveTask[]): Pick<Live, "paces" | "rates"> {
  const now = performance.now();
  const paces: Record<string, Pace> = {};
  let current = 0;
  for (const task of tasks) {
    const known = before.paces[task.task];
    if (!known || known.phase !== task.phase || known.done > task.done) {
      paces[task.task] = { phase: task.phase, at: now, done: task.done, rate: 0 };
      continue;
    }
    const seconds = (now - known.at) / 1_000;
    const rate = seconds > 0.5 ? (task.done - known.done) / seconds : known.rate;
    paces[task.task] = { ...known, rate };
    if (task.phase === "deliver") current += rate;
  }
  return { paces, rates: [...before.rates, current].slice(-DRAWN) };
}
