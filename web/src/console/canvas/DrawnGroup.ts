import { h, type FunctionalComponent } from 'vue'

/** Puts a part of a drawing made by `@/geometry` (numbers and colours only, no text) into an SVG; nothing else may be given to it. */
export const DrawnGroup: FunctionalComponent<{ svg: string }> = (props) => h('g', { innerHTML: props.svg })
DrawnGroup.props = ['svg']
