/**
 * Makes the signs of every stored incident: of those stored before there were signs, and of those read back from a
 * damaged file. The same as `signsOf` of domain/incident-likeness.ts, for a body that is JSON at all.
 */
export const fillIncidentSigns = `
  INSERT OR IGNORE INTO incident_sign (sign, opened_at, incident)
    SELECT 'subject ' || substr(line.value ->> '$.subjectId', 1, 200), opened_at, incident.id
    FROM incident, json_each(CASE WHEN json_valid(body) THEN body ELSE '{}' END, '$.evidence') AS line
    WHERE line.value ->> '$.subjectId' IS NOT NULL
    UNION
    SELECT 'device ' || substr(line.value ->> '$.place.device', 1, 200), opened_at, incident.id
    FROM incident, json_each(CASE WHEN json_valid(body) THEN body ELSE '{}' END, '$.evidence') AS line
    WHERE line.value ->> '$.place.device' IS NOT NULL;
`;
