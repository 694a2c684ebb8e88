import { ref, shallowRef } from 'vue'

import { getJson } from '@/api/client'
import type {
  ApprovalOut,
  ColleagueOut,
  ConsoleListingPageOut,
  InvitationOut,
  OrganisationOut,
  RolesOut,
} from '@/api/generated'

import type { Session } from '../../session'

const API = '/api/v1/console'
/** A project as something a role can be given for. */
export interface Place {
  id: string
  name: string
  name_en: string
  organisation_id: string
}

/** Everything the screen shows, as far as the person may ask for it; `load` fetches it again after an act. */
export function usePeople(session: Session) {
  const people = shallowRef<ColleagueOut[]>([])
  const roles = shallowRef<RolesOut>({ roles: [], permissions: [] })
  const organisations = shallowRef<OrganisationOut[]>([])
  const approvals = shallowRef<ApprovalOut[]>([])
  const invitations = shallowRef<InvitationOut[]>([])
  const projects = shallowRef<Place[]>([])
  const loading = ref(true)
  const error = shallowRef<unknown>(null)

  async function projectsOf(): Promise<Place[]> {
    if (!session.may('role.assign') || !session.may('listing.read')) return []
    return (await getJson<ConsoleListingPageOut>(`${API}/listings?limit=500`)).items
  }

  async function load() {
    error.value = null
    try {
      ;[people.value, roles.value, organisations.value, approvals.value, invitations.value, projects.value] =
        await Promise.all([
          getJson<ColleagueOut[]>(`${API}/people`),
          getJson<RolesOut>(`${API}/roles`),
          getJson<OrganisationOut[]>(`${API}/organisations`),
          session.may('role.assign') ? getJson<ApprovalOut[]>(`${API}/approvals`) : [],
          session.may('people.invite') ? getJson<InvitationOut[]>(`${API}/invitations`) : [],
          projectsOf(),
        ])
    } catch (failure) {
      error.value = failure
    }
    loading.value = false
  }
  return { people, roles, organisations, approvals, invitations, projects, loading, error, load }
}
