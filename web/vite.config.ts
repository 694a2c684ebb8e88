import { fileURLToPath } from 'node:url'

import tailwind from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const source = fileURLToPath(new URL('./src', import.meta.url))
const output = fileURLToPath(new URL('../guangsha/pages/web_dist', import.meta.url))

/** The browser's build of the public site: hashed files and a manifest that the server reads. */
export default defineConfig(({ isSsrBuild }) => ({
  base: '/static/',
  resolve: { alias: { '@': source } },
  plugins: [vue({ features: { optionsAPI: false } }), tailwind()],
  // MapLibre starts its worker as a module.
  worker: { format: 'es' },
  publicDir: isSsrBuild ? false : 'public',
  build: isSsrBuild
    ? {
        outDir: `${output}/ssr`,
        emptyOutDir: true,
        target: 'es2022',
        ssr: 'src/site/entry-server.ts',
        // One plain script without imports: V8 in the Python process has no module loader.
        rollupOptions: {
          output: { format: 'iife', name: 'GuangshaSite', entryFileNames: 'site.js', codeSplitting: false },
        },
      }
    : {
        outDir: `${output}/site`,
        emptyOutDir: true,
        target: 'es2022',
        manifest: 'manifest.json',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rollupOptions: {
          input: 'src/site/entry-client.ts',
          output: {
            // A page names all it needs: two dozen files of a kilobyte cost more to ask for than to carry.
            codeSplitting: {
              includeDependenciesRecursively: false,
              groups: [
                { name: 'base', tags: ['$initial'], priority: 2 },
                {
                  name: 'common',
                  test: /\/web\/src\/(?!geometry\/|shared\/drawings\/)|@lucide/,
                  minShareCount: 5,
                  maxModuleSize: 6_000,
                  priority: 1,
                },
              ],
            },
          },
        },
      },
  ssr: isSsrBuild ? { noExternal: true, target: 'webworker' } : {},
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts', 'src/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    clearMocks: true,
    // Drawings are tried by the thousand; a machine with other work to do takes longer than the usual five seconds.
    testTimeout: 30_000,
  },
}))
