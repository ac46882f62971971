import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds the API: the mock by default, a real server when named. */
const api = process.env.OTKLIK_API ?? "http://127.0.0.1:8089";

export default defineConfig({
  plugins: [react()],
  build: { outDir: "dist", emptyOutDir: true, target: "es2022" },
  server: { proxy: { "/api": { target: api, ws: true } } },
});
