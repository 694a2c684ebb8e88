import { onBeforeUnmount, ref, type Ref } from 'vue'

import { follow } from '@/realtime'

/** How many notifications the person has not read, as the socket tells it. */
export function useUnread(personId: string): Ref<number> {
  const unread = ref(0)
  const stop = follow({
    stream: 'unread',
    key: personId,
    onEvent: (event) => (unread.value = event.unread),
  })
  onBeforeUnmount(stop)
  return unread
}
