import type {
  ArticlePage,
  CalculatorPage,
  ComparePage,
  ErrorPage,
  HelpPage,
  HomePage,
  LandingPage,
  ProjectPage,
  SavedPage,
  SearchPage,
  ShownPage,
  UnitPage,
} from './generated'

/** Everything a page shows, as the server sends it. */
export type PagePayload =
  | HomePage
  | SearchPage
  | ProjectPage
  | UnitPage
  | ComparePage
  | CalculatorPage
  | LandingPage
  | HelpPage
  | ArticlePage
  | SavedPage
  | ShownPage
  | ErrorPage

export type PageName = PagePayload['page']
export type PayloadOf<N extends PageName> = Extract<PagePayload, { page: N }>
