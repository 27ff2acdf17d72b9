import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The pages are served by Hakobu itself; `npm run dev` passes what is asked of the API on to it.
export default defineConfig({
  plugins: [react()],
  build: { outDir: "../src/hakobu/web", emptyOutDir: true, assetsInlineLimit: 0, target: "es2022", manifest: "manifest.json" },
  server: { proxy: { "/api": "http://127.0.0.1:8642" } },
});
