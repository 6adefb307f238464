using System.Diagnostics.CodeAnalysis;
using StorageCourse.Host;

namespace StorageCourse.Lessons.Exercises;

/// <summary>What a check has to judge: the session's variables, and the code that was handed over.</summary>
/// <param name="Host">The engine.</param>
/// <param name="Id">The exercise's id.</param>
/// <param name="Code">What was handed to <see cref="Check.Exercise(string, Delegate)"/>, or null.</param>
internal sealed record Attempt(IHost Host, string Id, Delegate? Code)
{
    /// <summary>The name that a query's result must have: "answer_06_2".</summary>
    public string ResultName => "answer_" + Id.Replace('.', '_');

    /// <summary>The result that a cell bound with <c>--name answer_06_2</c>, or a C# variable of that name.</summary>
    /// <exception cref="NotAttempted">There is none, or it is null.</exception>
    public T Result<T>()
    {
        if (!TryGetResult(out var value)) throw new NotAttempted();
        return value is T result ? result : throw new InvalidOperationException($"expected {ResultName} to be a {typeof(T).Name}, got a {value.GetType().Name}");
    }

    /// <summary>Whether there is a result of that name.</summary>
    public bool TryGetResult([NotNullWhen(true)] out object? value)
    {
        value = Host.TryGetVariable(ResultName, out var variable) ? variable.Value : null;
        return value is not null;
    }

    /// <summary>The code that was handed over, as a delegate of a type.</summary>
    /// <exception cref="InvalidOperationException">Nothing was handed over, or code of another shape.</exception>
    public TDelegate CodeAs<TDelegate>()
        where TDelegate : Delegate =>
        Code as TDelegate ?? throw new InvalidOperationException(
            $"expected Check.Exercise(\"{Id}\", …) to be given a {Describe(typeof(TDelegate))}, got {(Code is null ? "nothing" : "a " + Describe(Code.GetType()))}");

    private static string Describe(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Describe))}>"
        : type.Name;
}
