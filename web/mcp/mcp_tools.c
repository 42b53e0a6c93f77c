/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tools: each answers with ids, addresses and texts that stand in the questions letter for
 * letter. */
#include <stdlib.h>
#include <string.h>

#include "corpus/json/question_json.h"
#include "corpus/model/question_titles.h"
#include "searcher/expand/explain.h"
#include "searcher/query/query_dates.h"
#include "searcher/render/results_json.h"
#include "web/mcp/mcp.h"
#include "web/site/completion.h"
#include "web/site/draft.h"

enum { LIMIT = 10, LIMIT_MAX = 50, OFFSET_MAX = 10000 };

typedef json_t *tool_fn(struct mcp *mcp, json_t *arguments, struct arena *arena, struct error *err);

/* ---- arguments ---- */

static struct slice text_argument(json_t *arguments, const char *name)
{
	json_t *value = json_object_get(arguments, name);
	return json_is_string(value)
		       ? slice_trim(slice_make(json_string_value(value), json_string_length(value)))
		       : SLICE_EMPTY;
}

static enum status number_argument(json_t *arguments, const char *name, unsigned most,
				   unsigned fallback, uint32_t *out, struct error *err)
{
	json_t *value = json_object_get(arguments, name);
	*out = fallback;
	if (!value)
		return STATUS_OK;
	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
	    json_integer_value(value) > most)
		return error_set(err, STATUS_FORMAT, "%s must be an integer from 0 to %u", name,
				 most);
	*out = (uint32_t)json_integer_value(value);
	return STATUS_OK;
}

static enum status day_argument(json_t *arguments, const char *name, bool last, int *out,
				struct error *err)
{
	const struct slice text = text_argument(arguments, name);
	struct buffer cause = BUFFER_INIT;
	struct period period = {0, 0};
	size_t used = 0;
	if (!text.len)
		return STATUS_OK;
	const int today = search_request_today(&(struct search_request){.limit = 0});
	const bool read = query_period_read(text, today, false, &period, &used, &cause) ==
				  PERIOD_OK &&
			  used == text.len;
	buffer_release(&cause);
	*out = last ? period.to : period.from;
	return read && *out
		       ? STATUS_OK
		       : error_set(err, STATUS_FORMAT,
				   "%s must be a day, month or year: 2022-03-07, 2022-03, 2022",
				   name);
}

/* Conditions that several tools take. */
static enum status read_conditions(json_t *arguments, struct search_request *rq,
				   struct arena *arena, struct error *err)
{
	const struct slice parliament = text_argument(arguments, "parliament"),
			   sort = text_argument(arguments, "sort");
	rq->query = text_argument(arguments, "query");
	rq->minister = text_argument(arguments, "minister");
	rq->asker = text_argument(arguments, "asker");
	if (parliament.len && !parliament_parse(parliament, &rq->parliament))
		return error_set(err, STATUS_FORMAT,
				 "parliament must be vlaams, kamer or tweedekamer");
	if (sort.len && !search_sort_parse(arena_cstr(arena, sort), &rq->sort))
		return error_set(
			err, STATUS_FORMAT,
			"sort must be relevance, date, date-asc, answered, days or days-desc");
	enum status st = day_argument(arguments, "from", false, &rq->from, err);
	if (!st)
		st = day_argument(arguments, "to", true, &rq->to, err);
	if (!st)
		st = number_argument(arguments, "limit", LIMIT_MAX, LIMIT, &rq->limit, err);
	if (!st)
		st = number_argument(arguments, "offset", OFFSET_MAX, 0, &rq->offset, err);
	rq->everything = !rq->query.len && !rq->minister.len && !rq->asker.len && !rq->from &&
			 !rq->to && !rq->parliament;
	return st;
}

/* ---- answers ---- */

/* A text without the marks of where it was cut: what is left stands in the question. */
static json_t *quote_json(struct slice text)
{
	static const char cut[] = "\xe2\x80\xa6";
	if (slice_starts(text, cut))
		text = slice_from(text, strlen(cut));
	if (slice_ends(text, cut))
		text.len -= strlen(cut);
	return question_string_json(slice_trim(text));
}

static json_t *hit_json(const struct mcp *mcp, const struct search_hit *hit)
{
	const struct question *q = hit->question;
	json_t *o = json_pack(
		"{s:o, s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:o, s:b, s:o, s:o, s:o}", "id",
		question_string_json(hit->id), "address", mcp_address(mcp, q), "title",
		question_string_json(hit->heading), "parliament", parliament_name(q->parliament),
		"asked", question_date_json(q->date_asked), "answered",
		question_date_json(q->date_answered), "status", state_name(q->state), "askers",
		question_askers_json(q), "ministers", question_ministers_json(q), "related",
		hit->related, "subquestion", question_string_json(hit->label), "quote",
		quote_json(hit->snippet.text), "answer_quote", quote_json(hit->answer.text));
	json_t *same = json_array();
	for (size_t i = 0; i < hit->folded_count; i++)
		json_array_append_new(same, question_string_json(hit->folded[i].question->id));
	json_object_set_new(o, "same_question", same);
	return o;
}

static json_t *found_json(const struct mcp *mcp, const struct search_results *results)
{
	const struct explanation *e = search_results_explanation(results);
	json_t *hits = json_array(), *notices = json_array();
	bool exact;
	for (size_t i = 0; i < search_results_count(results); i++)
		json_array_append_new(hits, hit_json(mcp, search_results_at(results, i)));
	for (size_t i = 0; i < e->notice_count; i++)
		json_array_append_new(notices, question_string_json(e->notices[i]));
	const uint32_t total = search_results_total(results, &exact);
	return json_pack("{s:I, s:b, s:o, s:o, s:o, s:o}", "total", (json_int_t)total,
			 "total_exact", exact, "searched", question_string_json(e->reading),
			 "suggestion", question_string_json(search_results_suggestion(results)),
			 "notices", notices, "hits", hits);
}

static json_t *run_and_show(struct mcp *mcp, const struct search_request *rq, struct error *err)
{
	struct search_results *results;
	if (searcher_run(mcp->worker.searcher, rq, &results, err))
		return NULL;
	json_t *o = found_json(mcp, results);
	search_results_free(results);
	return o;
}

/* ---- the tools ---- */

static json_t *search(struct mcp *mcp, json_t *arguments, struct arena *arena, struct error *err)
{
	struct slice marked[SEARCH_MARKED_MAX];
	struct search_request rq = {.fold = true, .marked = marked};
	if (!search_marked_add(marked, &rq.marked_count, text_argument(arguments, "like"))) {
		error_set(err, STATUS_FORMAT, "like can name at most %d questions",
			  SEARCH_MARKED_MAX);
		return NULL;
	}
	return read_conditions(arguments, &rq, arena, err) ? NULL : run_and_show(mcp, &rq, err);
}

static json_t *question(struct mcp *mcp, json_t *arguments, struct arena *arena, struct error *err)
{
	struct question found;
	json_t *o = NULL;
	(void)arena;
	question_init(&found);
	if (searcher_get(mcp->worker.searcher, text_argument(arguments, "id"), &found, err) ==
	    STATUS_OK) {
		o = question_object(mcp->worker.searcher, &found, false);
		json_object_del(o, "source"); /* a file of this machine */
		json_object_del(o, "provenance");
		json_object_set_new(o, "address", mcp_address(mcp, &found));
	}
	question_release(&found);
	return o;
}

static json_t *similar(struct mcp *mcp, json_t *arguments, struct arena *arena, struct error *err)
{
	struct search_request rq = {.limit = 0};
	if (read_conditions(arguments, &rq, arena, err))
		return NULL;
	rq.like_id = text_argument(arguments, "id");
	rq.everything = false;
	if (!rq.like_id.len) {
		error_set(err, STATUS_FORMAT, "id is missing");
		return NULL;
	}
	return run_and_show(mcp, &rq, err);
}

static json_t *asked(struct mcp *mcp, json_t *arguments, struct arena *arena, struct error *err)
{
	struct search_request rq = {.limit = 0};
	struct search_results *results;
	struct draft draft;
	if (read_conditions(arguments, &rq, arena, err))
		return NULL;
	rq.like_text = text_argument(arguments, "text");
	rq.everything = false;
	if (!rq.like_text.len || rq.like_text.len > REQUEST_TEXT_MAX) {
		error_set(err, STATUS_FORMAT, "text must be a draft of at most %d bytes",
			  REQUEST_TEXT_MAX);
		return NULL;
	}
	if (searcher_run(mcp->worker.searcher, &rq, &results, err))
		return NULL;
	json_t *o = found_json(mcp, results);
	draft_init(&draft, rq.like_text, arena);
	for (size_t i = 0; i < search_results_count(results); i++)
		json_object_set_new(json_array_get(json_object_get(o, "hits"), i), "draft_part",
				    question_string_json(draft_part_like(
					    &draft, search_results_at(results, i))));
	search_results_free(results);
	return o;
}

static json_t *figures(struct mcp *mcp, json_t *arguments, struct arena *arena, struct error *err)
{
	struct search_request rq = {.limit = 0};
	struct search_results *results;
	if (read_conditions(arguments, &rq, arena, err))
		return NULL;
	rq.limit = rq.offset = 0;
	rq.ids_only = rq.statistics = true;
	if (searcher_run(mcp->worker.searcher, &rq, &results, err))
		return NULL;
	json_t *o = found_json(mcp, results);
	json_object_del(o, "hits");
	json_object_set_new(o, "statistics",
			    results_statistics_json(search_results_statistics(results)));
	search_results_free(results);
	return o;
}

static json_t *suggest(struct mcp *mcp, json_t *arguments, struct arena *arena, struct error *err)
{
	struct suggestions found;
	uint32_t limit;
	json_t *list = json_array();
	enum status st = number_argument(arguments, "limit", 20, LIMIT, &limit, err);
	if (!st)
		st = completion_suggest(&mcp->worker, text_argument(arguments, "text"),
					limit ? limit : 1, arena, &found, err);
	for (size_t i = 0; !st && i < found.count; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:o, s:o, s:I}", "kind", found.items[i].kind,
						"text", question_string_json(found.items[i].text),
						"query", question_string_json(found.items[i].query),
						"questions", (json_int_t)found.items[i].questions));
	if (st) {
		json_decref(list);
		return NULL;
	}
	return json_pack("{s:o}", "suggestions", list);
}

/* ---- their descriptions ---- */

#define TEXT(name, about) "\"" name "\":{\"type\":\"string\",\"description\":\"" about "\"}"
#define NUMBER(name, most, about) \
	"\"" name "\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":" most \
	",\"description\":\"" about "\"}"
#define CONDITIONS \
	TEXT("query", "Words in Dutch, or the query language: titel:, vraag:, antwoord:, thema:, " \
		      "jaar:, nr:, EN OF NIET, \\\"...\\\", woord*") \
	"," TEXT("minister", \
		 "Answered by: a surname, a full name or an office, such as minister " \
		 "van Onderwijs") "," TEXT("asker", \
					   "Asked by: a surname or full " \
					   "name") "," \
						   "\"parliament\":{" \
						   "\"type\":" \
						   "\"string\",\"enum\":[" \
						   "\"vlaams\"," \
						   "\"kamer\"," \
						   "\"tweedekamer\"]}," TEXT( \
							   "from", \
							   "Asked on this " \
							   "day or " \
							   "later: " \
							   "2022-03-07, " \
							   "2022-03 " \
							   "or 2022") "," TEXT("to", "Asked " \
										     "on " \
										     "this " \
										     "day or " \
										     "earlie" \
										     "r")
#define CITE " Cite each question by id and address, and quote only what stands in a quote."

static const struct tool {
	const char *name, *title, *about, *properties, *required;
	tool_fn *run;
} tools[] = {
	{"search", "Vragen zoeken",
	 "Searches parliamentary questions and answers; the best match first." CITE,
	 CONDITIONS "," TEXT(
		 "like",
		 "Ids of questions that proved good, separated by commas, at most 5: more like "
		 "these, among what the words "
		 "of the query find. They come last themselves") ",\"sort\":{\"type\":\"string\","
								 "\"enum\":[\"relevance\","
								 "\"date\",\"date-asc\","
								 "\"answered\",\"days\",\"days-"
								 "desc\"]}," NUMBER(
									 "limit", "50",
									 "Hits") "," NUMBER("offse"
											    "t",
											    "10000",
											    "Hits "
											    "to "
											    "pass "
											    "over"),
	 "", search},
	{"question", "Een vraag lezen",
	 "One whole question: every sub-question with its answer, literally. Read it before you "
	 "say what "
	 "a minister answered." CITE,
	 TEXT("id", "Id of the question, as the other tools give it"), "\"id\"", question},
	{"similar", "Vergelijkbare vragen", "Questions like one that is known." CITE,
	 TEXT("id", "Id of the question") "," NUMBER("limit", "50", "Hits"), "\"id\"", similar},
	{"asked", "Al gevraagd?",
	 "Whether a draft of a question was asked before: the questions most like it, each with "
	 "the part of the draft "
	 "that it answers." CITE,
	 TEXT("text", "The draft, at most 64 KB") "," CONDITIONS "," NUMBER("limit", "50", "Hits"),
	 "\"text\"", asked},
	{"figures", "Cijfers",
	 "How many questions match, by year, minister and party, and how long answers took. Say of "
	 "how many questions a "
	 "figure speaks: coverage tells how many lack a day, an answer or a minister.",
	 CONDITIONS, "", figures},
	{"suggest", "Aanvullen",
	 "Names of ministers, members, themes and words of the index that begin like a text.",
	 TEXT("text", "What is typed") "," NUMBER("limit", "20", "At most so many"), "\"text\"",
	 suggest},
};

static json_t *tool_json(const struct tool *tool)
{
	struct buffer schema = BUFFER_INIT;
	buffer_printf(&schema,
		      "{\"type\":\"object\",\"properties\":{%s},\"required\":[%s],"
		      "\"additionalProperties\":false}",
		      tool->properties, tool->required);
	json_t *input = json_loadb(schema.ptr, schema.len, 0, NULL);
	buffer_release(&schema);
	return json_pack("{s:s, s:s, s:s, s:o, s:{s:b, s:b}}", "name", tool->name, "title",
			 tool->title, "description", tool->about, "inputSchema", input,
			 "annotations", "readOnlyHint", 1, "openWorldHint", 0);
}

json_t *mcp_tools_list(void)
{
	json_t *list = json_array();
	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
		json_array_append_new(list, tool_json(&tools[i]));
	return json_pack("{s:o}", "tools", list);
}

/* ---- calls ---- */

/* A name that the tool does not have is told, as a model guesses names. */
static bool knows_arguments(const struct tool *tool, json_t *arguments, struct error *err)
{
	json_t *described = tool_json(tool), *value;
	json_t *known = json_object_get(json_object_get(described, "inputSchema"), "properties");
	const char *name;
	bool fine = true;
	json_object_foreach(arguments, name, value)
	{
		json_t *one = json_object_get(known, name);
		const char *type = json_string_value(json_object_get(one, "type"));
		if (fine && !one)
			error_set(err, STATUS_FORMAT, "%s has no argument \"%.40s\"", tool->name,
				  name);
		else if (fine && strcmp(type, "string") == 0 && !json_is_string(value))
			error_set(err, STATUS_FORMAT, "%s must be a string", name);
		else
			continue;
		fine = false;
	}
	json_decref(described);
	return fine;
}

static json_t *content_json(json_t *result_take, const char *failed)
{
	char *text = failed ? NULL : json_dumps(result_take, JSON_COMPACT | JSON_REAL_PRECISION(6));
	json_t *o = json_pack("{s:[{s:s, s:s}], s:b}", "content", "type", "text", "text",
			      failed ? failed : text, "isError", failed != NULL);
	if (!failed)
		json_object_set_new(o, "structuredContent", result_take);
	free(text);
	return o;
}

json_t *mcp_tools_call(struct mcp *self, const char *name, json_t *arguments)
{
	struct arena arena = ARENA_INIT;
	struct error err = {0};
	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
		if (strcmp(name, tools[i].name) != 0)
			continue;
		json_t *result = knows_arguments(&tools[i], arguments, &err)
					 ? tools[i].run(self, arguments, &arena, &err)
					 : NULL;
		json_t *content = content_json(result, result     ? NULL
						       : *err.msg ? err.msg
								  : "it failed");
		arena_release(&arena);
		return content;
	}
	return NULL;
}
