import { onBeforeUnmount, onMounted, type Ref } from 'vue'

/** Closes an open `<details>` when the visitor points elsewhere or presses Escape. */
export function useDismiss(root: Ref<HTMLDetailsElement | undefined>) {
  function onPointer(event: PointerEvent) {
    if (root.value?.open && event.target instanceof Node && !root.value.contains(event.target))
      root.value.open = false
  }
  function onKey(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !root.value?.open) return
    root.value.open = false
    root.value.querySelector('summary')?.focus()
  }
  onMounted(() => {
    document.addEventListener('pointerdown', onPointer)
    document.addEventListener('keydown', onKey)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('pointerdown', onPointer)
    document.removeEventListener('keydown', onKey)
  })
}
