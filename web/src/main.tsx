import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/style.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Refused } from "./api/client";
import { Named } from "./app/Named";
import { router } from "./app/router";
import { theme, variables } from "./app/theme";
import { preferred, startTexts } from "./texts";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (times, error) => !(error instanceof Refused && error.problem.status < 500) && times < 2,
    },
  },
});

// what the server says to people it says in their language: it is asked again when that changes
startTexts(preferred()).on("languageChanged", () => void queries.invalidateQueries());

const nonce = document.querySelector('meta[name="nonce"]')?.getAttribute("content") ?? "";
// what locks the page behind a dialog writes a style of its own, and asks here for the nonce
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = nonce;
const root = document.getElementById("root");
if (!root) throw new Error("The page has no root.");
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <Named>
        <Notifications position="bottom-right" portalProps={{ reuseTargetNode: false }} />
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Named>
    </MantineProvider>
  </StrictMode>,
);
