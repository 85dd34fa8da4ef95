/** The load of the deliveries: a thousand endpoints, of which one in twenty takes every request and says nothing. */
export const organizationCount = 100;
export const endpointsEach = 10;
export const endpointCount: number = organizationCount * endpointsEach;
export const seconds = 10;
export const isHanging = (endpoint: number): boolean => endpoint % 20 === 7;
