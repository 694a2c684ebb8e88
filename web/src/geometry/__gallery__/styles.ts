/** Prints the style sheet of the drawings on standard output, for src/shared/drawings/colours.css. */

import { drawingStyles } from '../styleSheet'

process.stdout.write(
  `/* Made by src/geometry/__gallery__/styles.ts from src/geometry/palette.ts. */\n${drawingStyles()}`,
)
