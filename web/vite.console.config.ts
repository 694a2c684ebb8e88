import { fileURLToPath } from 'node:url'

import tailwind from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

/** The staff's console: a build of its own, so that not one byte of it reaches a visitor of the site. */
export default defineConfig({
  base: '/static/console/',
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  plugins: [vue({ features: { optionsAPI: false } }), tailwind()],
  publicDir: false,
  build: {
    outDir: fileURLToPath(new URL('../guangsha/pages/web_dist/site/console', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    manifest: 'manifest.json',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: 'src/console/entry.ts' },
  },
})
