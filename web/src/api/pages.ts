import type {
  AccountPage,
  AlertsPage,
  ArticlePage,
  CalculatorPage,
  ComparePage,
  ErrorPage,
  HelpPage,
  HomePage,
  LandingPage,
  LedgerPage,
  ProjectPage,
  SavedPage,
  SearchPage,
  ShownPage,
  SignInPage,
  UnitPage,
  VerifyPage,
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
  | LedgerPage
  | VerifyPage
  | HelpPage
  | ArticlePage
  | SavedPage
  | ShownPage
  | AccountPage
  | SignInPage
  | AlertsPage
  | ErrorPage

export type PageName = PagePayload['page']
export type PayloadOf<N extends PageName> = Extract<PagePayload, { page: N }>
