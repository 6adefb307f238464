namespace StorageCourse.Tests.Jupyter;

/// <summary>The kernel as libzmq and jupyter_client see it; each sentence is a function of protocol.py.</summary>
public sealed class ProtocolTests
{
    [Theory]
    [InlineData("kernel_info_is_answered_on_shell_and_control")]
    [InlineData("a_cells_output_comes_in_order")]
    [InlineData("errors_are_shown_and_replied")]
    [InlineData("only_cells_that_are_stored_are_counted")]
    [InlineData("history_can_be_searched")]
    [InlineData("user_expressions_are_evaluated_after_the_cell")]
    [InlineData("an_error_aborts_the_cells_that_wait")]
    [InlineData("an_error_aborts_what_was_sent_together_with_its_cell")]
    [InlineData("an_error_aborts_nothing_where_the_cell_says_so")]
    [InlineData("everything_else_is_answered_while_a_cell_runs")]
    [InlineData("positions_are_code_points")]
    [InlineData("completeness_is_told")]
    [InlineData("nothing_is_found_where_nothing_is")]
    [InlineData("a_comm_is_closed_at_once")]
    [InlineData("debugging_is_refused_politely")]
    [InlineData("late_output_belongs_to_its_cell")]
    [InlineData("a_cell_can_ask_for_input")]
    [InlineData("an_interrupted_cell_takes_no_answer_from_the_next_and_is_heard_later")]
    [InlineData("output_is_cut_at_10_MiB_and_the_next_cell_has_all_of_its_own")]
    [InlineData("an_outcome_is_shown_even_after_the_cut")]
    [InlineData("writes_of_200_000_lines_arrive_whole")]
    [InlineData("the_heartbeat_returns_what_it_gets")]
    [InlineData("a_cell_of_64_MiB_is_run")]
    public async Task Jupyters_client_finds_that(string sentence)
    {
        await using var kernel = new RunningKernel();
        await kernel.PythonAsync("protocol.py", sentence);
        kernel.Log.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a_forged_message_is_dropped_and_the_next_one_served", "another signature")]
    [InlineData("a_replayed_message_is_dropped", "came before")]
    [InlineData("frames_that_are_no_message_are_dropped", "other frames")]
    [InlineData("halves_of_a_character_meet_and_lone_ones_do_no_harm", "surrogate")]
    [InlineData("every_request_stands_between_busy_and_idle", "a cell could not be run")]
    [InlineData("a_cell_that_may_not_ask_fails", "takes no input")]
    public async Task What_can_not_be_done_is_logged_and_does_no_harm(string sentence, string logged)
    {
        await using var kernel = new RunningKernel();
        await kernel.PythonAsync("protocol.py", sentence);
        kernel.Log.ToString().ShouldContain(logged);
    }

    [Fact]
    public async Task Shutdown_is_replied_before_the_end_and_says_whether_a_restart_was_meant()
    {
        await using var kernel = new RunningKernel();
        await kernel.PythonAsync("protocol.py", "shutdown_is_replied_before_the_end");
        (await kernel.Ended).ShouldBeTrue();
    }

    [Fact]
    public async Task Jupyters_client_is_served_over_Unix_sockets()
    {
        await using var kernel = new RunningKernel("ipc");
        await kernel.PythonAsync("protocol.py", "a_cells_output_comes_in_order");
    }

    [Fact]
    public async Task An_empty_key_means_no_signatures()
    {
        await using var kernel = new RunningKernel(key: "");
        await kernel.PythonAsync("protocol.py", "a_cells_output_comes_in_order");
    }
}
