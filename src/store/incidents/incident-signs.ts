// Reading a key of anything but an object fails as "malformed JSON", and the start of the store with it. SQLite may check
// the conditions of a WHERE in any order, hence the CASE.
const subjectOf = "CASE line.type WHEN 'object' THEN line.value ->> '$.subjectId' END";
const deviceOf = "CASE line.type WHEN 'object' THEN line.value ->> '$.place.device' END";

/**
 * Makes the signs of every stored incident: of those stored before there were signs, and of those read back from a
 * damaged file. The same as `signsOf` of domain/incident-likeness.ts, for what is an object in a body that is JSON.
 */
export const fillIncidentSigns = `
  INSERT OR IGNORE INTO incident_sign (sign, opened_at, incident)
    SELECT 'subject ' || substr(${subjectOf}, 1, 200), opened_at, incident.id
    FROM incident, json_each(CASE WHEN json_valid(body) THEN body ELSE '{}' END, '$.evidence') AS line
    WHERE ${subjectOf} IS NOT NULL
    UNION
    SELECT 'device ' || substr(${deviceOf}, 1, 200), opened_at, incident.id
    FROM incident, json_each(CASE WHEN json_valid(body) THEN body ELSE '{}' END, '$.evidence') AS line
    WHERE ${deviceOf} IS NOT NULL;
`;
