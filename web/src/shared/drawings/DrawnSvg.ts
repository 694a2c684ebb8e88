import { h, type FunctionalComponent } from 'vue'

import './colours.css'
import './drawings.css'

/**
 * Puts a drawing into the page. The text is made by `@/geometry`, which escapes every name that comes from outside;
 * nothing else may be given to this component.
 */
export const DrawnSvg: FunctionalComponent<{ svg: string }> = (props) =>
  h('div', { class: 'gd-box', innerHTML: props.svg })
DrawnSvg.props = ['svg']
