import { createClient } from "@plinto/core/client";
import { getOrganization } from "@plinto/core/operations";

export const read = (baseUrl, orgId) => getOrganization(createClient({ baseUrl }), { orgId });
