/** `GET /v2/projects/{projectid}/chats/stats`: counts and measures of a selection. */
import { readStatisticsQuery } from '../../../chat-log/query/statistics-query.ts';
import type { Clock } from '../../../platform/clock.ts';
import { readStatistics } from '../../../services/statistics/read-statistics.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { readingHeaders, readJsonQuery } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';

export function getChatStatistics(clock: Clock): OperationHandler<'getChatStatistics'> {
  return async (request) => {
    const { project, isMetadataOnly } = request;
    const { projectId, zone } = project;
    const { query, warnings } = readJsonQuery(request, (given) =>
      readStatisticsQuery({ ...given, projectId, zone, isMetadataOnly }),
    );
    await request.beginCostly();
    const response = await readStatistics(project, query, clock);
    const reply = jsonReply({ response, errors: [] });
    const headers = { ...reply.headers, ...readingHeaders(query.dateRange, warnings) };
    return { ...reply, headers, read: { rows: () => response.total.count } };
  };
}
