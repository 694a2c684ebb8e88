import { computed, onMounted, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { useI18n } from '@/i18n'

import { changedPath, type Changes } from './address'

/** Links and steps from one search to another, that stay in the view (list or map) the visitor is in. */
export function useSearchAddress() {
  const { link } = useI18n()
  const route = useRoute()
  const router = useRouter()
  // The server does not know of views: what it drew is taken over first.
  const mounted = ref(false)
  onMounted(() => (mounted.value = true))
  const mapFirst = computed(() => mounted.value && route.query['view'] === 'map')
  const to = (path: string) => link(mapFirst.value ? changedPath(path, { view: 'map' }) : path)

  /** Goes to the search of `path` with these changes, on the map or in the list as asked, else as now. */
  function change(path: string, changes: Changes) {
    return router.push(to(changedPath(path, changes)))
  }

  function show(view: 'map' | 'list') {
    const query = { ...route.query }
    if (view === 'list') delete query['view']
    else query['view'] = 'map'
    return router.replace({ path: route.path, query })
  }

  return { mapFirst, to, change, show }
}
